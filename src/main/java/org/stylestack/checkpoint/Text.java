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
final class Text {

    /** More bytes than a name has; of a longer text, such as a program's source, only the start is ever decoded. */
    private static final int LONGEST_NAME = 1 << 10;
    private static final Pattern ESCAPE = Pattern.compile("\\\\(?:u(\\p{XDigit}{4})|x(\\p{XDigit}{2})|([nrt\\\\'\"]))");

    private final ByteBuffer encoded;
    private final Charset charset;
    /** Kept, so that a pickle that refers to one text many times has it decoded once. */
    private ByteBuffer latin1;

    private Text(ByteBuffer encoded, Charset charset) {
        this.encoded = encoded;
        this.charset = charset;
    }

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

    /** Length in bytes. */
    int length() {
        return encoded.remaining();
    }

    /** The characters, or the first thousand. */
    String string() {
        return charset.decode(encoded.slice(encoded.position(), Math.min(LONGEST_NAME, length()))).toString();
    }

    /** The bytes whose latin-1 characters this text is. */
    ByteBuffer latin1Bytes(MappedFile file) throws CheckpointException {
        if (latin1 == null) {
            latin1 = charset.equals(StandardCharsets.ISO_8859_1) ? encoded.slice() : decodeLatin1(file);
        }
        return latin1;
    }

    private ByteBuffer decodeLatin1(MappedFile file) throws CheckpointException {
        byte[] decoded = new byte[characters(file)];
        int count = 0;
        for (int at = 0; at < length(); at++) {
            int unit = encoded.get(at) & 0xff;
            if (unit >= 0x80) {
                int next = ++at < length() ? encoded.get(at) & 0xff : 0;
                if (unit != 0xc2 && unit != 0xc3 || (next & 0xc0) != 0x80) {
                    throw file.refusal("the bytes of an array are written as text that is not latin-1, at byte " + (at - 1)
                            + " of its " + length() + "; the file is broken");
                }
                unit = (unit & 3) << 6 | next & 0x3f;
            }
            decoded[count++] = (byte) unit;
            if (count % MappedFile.PIECE == 0) {
                file.passed(MappedFile.PIECE);
            }
        }
        return ByteBuffer.wrap(decoded).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Number of characters: of the bytes that do not begin one of two bytes. */
    private int characters(MappedFile file) {
        int count = 0;
        for (int at = 0; at < length(); at++) {
            count += (encoded.get(at) & 0xc0) == 0xc0 ? 0 : 1;
            if (at % MappedFile.PIECE == 0) {
                file.passed(0);
            }
        }
        return count;
    }
}
