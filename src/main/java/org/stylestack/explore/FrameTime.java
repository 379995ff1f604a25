package org.stylestack.explore;

/**
 * How long a frame took.
 *
 * @param resolution        the last one that came: the face's, or that of a skip where newer settings ended the frame
 * @param milliseconds      from the settings to that picture
 * @param firstMilliseconds from the settings to the first skip
 * @param perSecond         frames of the last second
 */
public record FrameTime(int resolution, double milliseconds, double firstMilliseconds, double perSecond) {}
