-- Head office's own schema. Bactrian adds its side tables and triggers beside it.
create table tax_class (
  code varchar(8) primary key,
  percent numeric(5,2) not null);

create table customer (
  code varchar(14) primary key,          -- C-1001; a shop says 1001
  name varchar(80) not null,
  email varchar(80) unique,              -- unique here only: a shop may break it, and is told
  active boolean not null,
  credit_limit numeric(12,2) not null,
  street varchar(80),                    -- the address: a table of its own in a shop
  zip varchar(12),
  city varchar(60),
  country varchar(3),                    -- ISO 3166 in three letters, two in a shop
  address_changed timestamp);

create table stock_item (
  sku varchar(20) primary key,
  tax_class varchar(8) not null references tax_class (code),
  description varchar(80) not null,
  price numeric(12,2) not null,          -- dollars; cents in a shop
  weight_kg numeric(9,3) not null,       -- grams in a shop
  state varchar(1) not null,             -- A active, O orderable, D discontinued
  on_hand integer not null,              -- over all shops
  internal_note varchar(200));           -- never leaves head office

create table promotion (
  code varchar(12) primary key,
  shop_id varchar(20) not null,          -- the one shop that sees it
  title varchar(60) not null,
  percent numeric(5,2) not null);

create table promotion_item (             -- seen by who sees the promotion
  code varchar(12) not null references promotion (code),
  sku varchar(20) not null references stock_item (sku),
  primary key (code, sku));

create table sales_order (
  shop_id varchar(20),                   -- the one shop that sees it
  order_no integer,                      -- together c1-17, a ticket's key in a shop
  customer_code varchar(14) not null references customer (code),
  ordered_on date not null,
  status varchar(1) not null,            -- N new, P paid, S shipped, X cancelled
  total numeric(12,2) not null,
  primary key (shop_id, order_no));

create table sales_order_line (
  shop_id varchar(20),
  order_no integer,
  line_no integer,
  sku varchar(20) not null references stock_item (sku),
  quantity integer not null,
  unit_price numeric(12,2) not null,
  primary key (shop_id, order_no, line_no),
  foreign key (shop_id, order_no) references sales_order (shop_id, order_no));

-- Nobody else's business.
create table supplier_cost (
  sku varchar(20),
  supplier varchar(20),
  cost numeric(12,4) not null,
  primary key (sku, supplier));
