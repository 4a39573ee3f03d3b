/** Files and folders that nobody but their owner may read, on systems that know such rights. */
package io.bactrian.file;
