/** H2: values are printed and read in Java, changes recorded by triggers in Java. */
package io.bactrian.database.h2;
