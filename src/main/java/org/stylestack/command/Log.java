package org.stylestack.command;

/** Where a command says what it does besides its result: the console, ImageJ's log, SciJava's log. */
public interface Log {

    void info(String message);

    void warn(String message);
}
