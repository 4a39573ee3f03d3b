/** The dialect of H2: conversion of values and triggers, both in Java. */
package io.bactrian.database.h2;
