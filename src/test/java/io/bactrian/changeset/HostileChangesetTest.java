package io.bactrian.changeset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One document, with one thing in it replaced, is refused, and the refusal shows no value. */
class HostileChangesetTest {
  private static final String GOOD =
      """
      <?xml version='1.0' encoding='UTF-8'?>
      <changeset xmlns='urn:bactrian:changeset:1' source='a' destination='b' incarnation='1' number='2' \
      previous='%s' acknowledged='0' system='s' schemaVersion='v'>
      <table id='1' name='t'>
      <column name='id' type='INTEGER' nativeType='int' length='0' scale='-1' nullable='false' key='true'/>
      <column name='x' type='TEXT' nativeType='text' length='0' scale='-1' nullable='true' key='false'/>
      </table>
      <transaction id='1' at='2026-11-24T10:15:30Z'>
      <insert table='1'><v>secret</v><n/></insert>
      <update table='1'><before><v>1</v><n/></before><after><s/><v/></after></update>
      <verdict name='t' number='1' parked='false'><key><v>1</v></key><row table='1'><v>1</v><n/></row></verdict>
      <marker incarnation='1' number='1'/>
      </transaction>
      </changeset>
      """
          .formatted("0".repeat(64));

  @org.junit.jupiter.api.Test
  void the_document_is_good_before_anything_is_replaced() {
    assertThatCode(() -> read(GOOD)).doesNotThrowAnyException();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          a DTD                   | <changeset              | <!DOCTYPE changeset []><changeset
          an external DTD         | <changeset              | <!DOCTYPE changeset SYSTEM "file:///etc/passwd"><changeset
          an expanding entity     | <changeset              | <!DOCTYPE c [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><changeset
          an unknown entity       | >secret<                | >secret&a;<
          an entity in a name     | name='t'>               | name='&a;'>
          a forbidden reference   | >secret<                | >secret&#7;<
          a comment               | <insert                 | <!-- secret --><insert
          a comment in a value    | >secret<                | >sec<!-- -->ret<
          an instruction          | <insert                 | <?x secret?><insert
          XML 1.1                 | version='1.0'           | version='1.1'
          another encoding        | UTF-8                   | ISO-8859-1
          no namespace            | xmlns='urn:bactrian:changeset:1' | ` `
          another namespace       | changeset:1'            | changeset:2'
          a foreign element       | <insert                 | <x xmlns='y'>secret</x><insert
          an unknown element      | <insert                 | <secret/><insert
          an unknown root         | <changeset              | <secret
          an unknown attribute    | <insert                 | <insert secret='1'
          a foreign attribute     | <insert                 | <insert xmlns:y='y' y:table='1'
          a doubled attribute     | <insert                 | <insert table='1'
          an attribute on null    | <n/></insert            | <n secret='1'/></insert
          a missing attribute     | destination='b'         | ` `
          a namespaced attribute  | source='a'              | xmlns:y='urn:bactrian:changeset:1' y:source='a'
          text outside            | <insert                 | secret<insert
          CDATA outside           | <insert                 | <![CDATA[secret]]><insert
          text in null            | <n/></insert            | <n>secret</n></insert
          an element in a value   | >secret<                | >secret<v/><
          a first that follows    | number='2' previous='0  | number='1' previous='1
          an undeclared table     | insert table='1'        | insert table='2'
          table 0                 | insert table='1'        | insert table='0'
          a huge table id         | insert table='1'        | insert table='4294967297'
          ids with a gap          | <table id='1'           | <table id='2'
          a table declared twice  | <transaction            | <table id='1' name='t'/><transaction
          a table without key     | key='true'              | key='false'
          a table without name    | name='t'>               | name=''>
          a column twice          | name='x'                | name='id'
          an unknown type         | 'TEXT'                  | 'SECRET'
          a type in lower case    | 'TEXT'                  | 'text'
          a bad flag              | nullable='true'         | nullable='1'
          something in a table    | <column name='x'        | <secret/><column name='x'
          something in a column   | key='false'/>           | key='false'><v/></column>
          too few values          | <n/></insert            | </insert
          too many values         | <n/></insert            | <n/><n/></insert
          same in an insert       | <n/></insert            | <s/></insert
          same in before          | <n/></before            | <s/></before
          no after                | <after><s/><v/></after> | ` `
          two afters              | </after>                | </after><after><n/><n/></after>
          after first             | <before><v>1</v><n/></before> | ` `
          an attribute on after   | <after>                 | <after table='1'>
          escaped false           | <v>secret               | <v escaped='false'>secret
          a lone backslash        | <v>secret               | <v escaped='true'>secret\\
          a short escape          | <v>secret               | <v escaped='true'>\\u00
          an escape of no number  | <v>secret               | <v escaped='true'>\\u00g0
          an unknown escape       | <v>secret               | <v escaped='true'>\\n
          a number of letters     | incarnation='1' number='2' | incarnation='1' number='secret'
          a number with a sign    | incarnation='1' number='2' | incarnation='1' number='+2'
          a number with a zero    | incarnation='1' number='2' | incarnation='1' number='02'
          a number with a space   | incarnation='1' number='2' | incarnation='1' number=' 2'
          an empty number         | incarnation='1' number='2' | incarnation='1' number=''
          a foreign digit         | incarnation='1' number='2' | incarnation='1' number='٢'
          a number of 20 digits   | incarnation='1' number='2' | incarnation='1' number='10000000000000000000'
          a number beyond long    | incarnation='1' number='2' | incarnation='1' number='9223372036854775808'
          number 0                | incarnation='1' number='2' | incarnation='1' number='0'
          a negative acknowledgement | acknowledged='0'     | acknowledged='-1'
          a large length          | length='0'              | length='2147483648'
          a scale below -1        | scale='-1'              | scale='-2'
          a short hash            | previous='0             | previous='
          a hash in upper case    | previous='0             | previous='A
          no source               | source='a'              | source=''
          a time without zone     | 10:15:30Z               | 10:15:30
          a time with offset      | 10:15:30Z               | 10:15:30+02:00
          an impossible time      | 2026-11-24              | 2026-02-30
          a parked verdict's row  | parked='false'          | parked='true'
          a verdict without key   | <key><v>1</v></key>     | ` `
          a verdict's empty key   | <key><v>1</v></key>     | <key></key>
          a verdict's second key  | </key>                  | </key><key><v>1</v></key>
          something in a marker   | <marker incarnation='1' number='1'/> | <marker incarnation='1' number='1'><v/></marker>
          an item outside         | <transaction            | <marker incarnation='1' number='1'/><transaction
          transactions nested     | <insert                 | <transaction id='2' at='2026-11-24T10:15:30Z'/><insert
          an unclosed element     | </insert>               | ` `
          a wrong end             | </insert>               | </secret>
          text after the end      | </changeset>            | </changeset>secret
          a second root           | </changeset>            | </changeset><changeset/>
          a comment at the end    | </changeset>            | </changeset><!-- secret -->
          nothing                 | ` `                     | ` `
          """)
  void it_is_refused(String what, String good, String bad) {
    String xml = good.isBlank() ? "" : GOOD.replace(good.strip(), bad.strip().isEmpty() ? "" : bad);
    assertThat(xml).isNotEqualTo(GOOD);
    assertThatThrownBy(() -> read(xml))
        .isInstanceOf(MalformedChangesetException.class)
        .hasNoCause()
        .message()
        .contains("line ")
        .doesNotContainIgnoringCase("secret");
  }

  @ParameterizedTest
  @CsvSource({"UTF-16", "UTF-16LE", "UTF-32", "IBM037"})
  void another_encoding_in_fact_is_refused(String charset) {
    assertThatThrownBy(() -> Documents.read(GOOD.getBytes(Charset.forName(charset))))
        .isInstanceOf(MalformedChangesetException.class);
  }

  private static void read(String xml) {
    Documents.read(xml.getBytes(StandardCharsets.UTF_8));
  }
}
