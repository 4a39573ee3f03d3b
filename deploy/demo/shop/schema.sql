-- A shop's own schema. Bactrian adds its side tables and triggers beside it.
create table tax_class (
  code varchar(8) primary key,
  percent numeric(5,2) not null);

create table client (
  client_no integer primary key,
  full_name varchar(80) not null,
  email varchar(80),
  active varchar(1) not null,            -- Y or N
  credit_cents bigint not null);

create table client_address (
  client_no integer primary key references client (client_no),
  street varchar(80),
  postcode varchar(12),
  town varchar(60),
  country varchar(2),
  last_changed timestamp);

create table product (
  code varchar(20) primary key,
  tax_class varchar(8) not null references tax_class (code),
  label varchar(80) not null,
  price_cents bigint not null,
  weight_grams integer not null,
  status varchar(12) not null,           -- active, orderable, discontinued
  stock integer not null,
  shelf varchar(10));                    -- where it stands in this shop

create table offer (
  code varchar(12) primary key,
  title varchar(60) not null,
  percent numeric(5,2) not null);

create table offer_product (
  code varchar(12) not null references offer (code),
  product varchar(20) not null references product (code),
  primary key (code, product));

create table ticket (
  ref varchar(32) primary key,           -- c1-17
  client_no integer not null references client (client_no),
  sold_on date not null,
  status varchar(10) not null,           -- new, paid, shipped, cancelled
  total_cents bigint not null);

create table ticket_line (
  ref varchar(32) references ticket (ref),
  pos integer,
  product varchar(20) not null references product (code),
  quantity integer not null,
  unit_cents bigint not null,
  primary key (ref, pos));

-- Stays in the shop: it is not in tables.yaml.
create table till_log (
  id integer generated always as identity primary key,
  at timestamp not null,
  what varchar(80) not null);
