/** Creates and checks files that only their owner may read, where the system has POSIX rights. */
package io.bactrian.file;
