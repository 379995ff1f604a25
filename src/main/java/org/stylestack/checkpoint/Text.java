package org.stylestack.checkpoint;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A pickled string, still encoded: the source code in NVIDIA's files is never decoded, and arrays, whose bytes
 * protocols 0 to 2 write as text, are decoded only if they are kept.
 */
record Text(ByteBuffer encoded, Charset charset) {

    private static final Pattern ESCAPE = Pattern.compile("\\\\(?:u(\\p{XDigit}{4})|x(\\p{XDigit}{2})|([nrt\\\\'\"]))");

    static Text utf8(ByteBuffer encoded) {
        return new Text(encoded, StandardCharsets.UTF_8);
    }

    static Text latin1(ByteBuffer encoded) {
        return new Text(encoded, StandardCharsets.ISO_8859_1);
    }

    /** The text of a line of protocol 0, where {@code \}{@code uXXXX} stands for a character. */
    static Text unescaped(String line) {
        return utf8(StandardCharsets.UTF_8.encode(unescape(line)));
    }

    /** The text of a string literal of Python 2 with its quotes. */
    static Text unquoted(String literal) {
        String content = literal.length() < 2 ? "" : literal.substring(1, literal.length() - 1);
        return latin1(StandardCharsets.ISO_8859_1.encode(unescape(content)));
    }

    private static String unescape(String escaped) {
        return ESCAPE.matcher(escaped).replaceAll(match -> {
            String code = match.group(1) != null ? match.group(1) : match.group(2);
            String character = code != null ? Character.toString(Integer.parseInt(code, 16)) : switch (match.group(3)) {
                case "n" -> "\n";
                case "r" -> "\r";
                case "t" -> "\t";
                default -> match.group(3);
            };
            return Matcher.quoteReplacement(character);
        });
    }

    String string() {
        return charset.decode(encoded.duplicate()).toString();
    }

    /** The bytes whose latin-1 characters this text is. */
    ByteBuffer latin1Bytes(MappedFile file) throws CheckpointException {
        if (charset.equals(StandardCharsets.ISO_8859_1)) {
            return encoded.slice();
        }
        byte[] decoded = new byte[characters()];
        int count = 0;
        for (int at = 0; at < encoded.remaining(); at++) {
            int unit = encoded.get(at) & 0xff;
            if (unit >= 0x80) {
                int next = ++at < encoded.remaining() ? encoded.get(at) & 0xff : 0;
                if (unit != 0xc2 && unit != 0xc3 || (next & 0xc0) != 0x80) {
                    throw file.refusal("the bytes of an array are written as text that is not latin-1, at byte " + (at - 1)
                            + " of its " + encoded.remaining() + "; the file is broken");
                }
                unit = (unit & 3) << 6 | next & 0x3f;
            }
            decoded[count++] = (byte) unit;
        }
        return ByteBuffer.wrap(decoded).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Number of characters: of the bytes that do not begin one of two bytes. */
    private int characters() {
        int count = 0;
        for (int at = 0; at < encoded.remaining(); at++) {
            count += (encoded.get(at) & 0xc0) == 0xc0 ? 0 : 1;
        }
        return count;
    }
}
