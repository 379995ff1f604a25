package org.stylestack.checkpoint;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * A zip archive over a mapped file (PKWARE's APPNOTE 6.3, with zip64). Unlike {@code java.util.zip}, it gives stored
 * entries as slices of the file, checks every CRC, and unpacks nothing that is not asked for.
 */
final class ZipArchive {

    private static final int END_SIZE = 22;
    private static final int LOCAL_SIZE = 30;
    private static final int CENTRAL_SIZE = 46;
    private static final int MOST_ENTRIES = 1 << 16;
    /** Weights hardly shrink: what grows more than this over the file's length is not weights. */
    private static final long GREATEST_GROWTH = 16;

    private final MappedFile file;
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    private record Entry(int flags, int method, int crc, long packed, long size, long header) {
    }

    private ZipArchive(MappedFile file) {
        this.file = file;
    }

    static ZipArchive open(MappedFile file) throws CheckpointException {
        ZipArchive archive = new ZipArchive(file);
        archive.readDirectory();
        return archive;
    }

    /** The entries' names, in the directory's order. */
    Iterable<String> names() {
        return entries.keySet();
    }

    boolean contains(String name) {
        return entries.containsKey(name);
    }

    /** The content of an entry: a slice of the file if it is stored, unpacked if it is deflated; the CRC is checked. */
    ByteBuffer read(String name) throws CheckpointException {
        Entry entry = entries.get(name);
        if (entry == null) {
            throw file.refusal("the archive lacks the record " + name + "; the file is truncated or broken, get it again");
        }
        ByteBuffer local = file.slice(entry.header, LOCAL_SIZE);
        if (local.getInt(0) != 0x04034b50) {
            throw file.refusal("the record " + name + " should begin at byte " + entry.header + ", but no zip header is there");
        }
        long start = entry.header + LOCAL_SIZE + Short.toUnsignedInt(local.getShort(26)) + Short.toUnsignedInt(local.getShort(28));
        ByteBuffer packed = file.slice(start, entry.packed);
        ByteBuffer content = switch (entry.method) {
            case 0 -> packed;
            case 8 -> inflate(name, entry, packed);
            default -> throw file.refusal("the record " + name + " is packed by method " + entry.method
                    + "; stored (0) and deflated (8) are known");
        };
        requireIntact(name, entry, content);
        return content;
    }

    private void requireIntact(String name, Entry entry, ByteBuffer content) throws CheckpointException {
        CRC32 crc = new CRC32();
        for (int at = 0; at < content.capacity(); at += MappedFile.PIECE) {
            int count = Math.min(MappedFile.PIECE, content.capacity() - at);
            crc.update(content.slice(at, count));
            // What is unpacked was counted then.
            file.passed(entry.method == 0 ? count : 0);
        }
        if (content.capacity() != entry.size || (int) crc.getValue() != entry.crc) {
            throw file.refusal("the record " + name + " is damaged: its CRC should be " + Integer.toHexString(entry.crc) + " over "
                    + entry.size + " bytes and is " + Long.toHexString(crc.getValue()) + " over " + content.capacity() + "; get the file again");
        }
    }

    private ByteBuffer inflate(String name, Entry entry, ByteBuffer packed) throws CheckpointException {
        if (entry.size > GREATEST_GROWTH * file.length() || entry.size > Integer.MAX_VALUE - 8) {
            throw file.refusal("the record " + name + " claims to unpack from " + entry.packed + " to " + entry.size
                    + " bytes; no weights shrink so far");
        }
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(packed);
            byte[] content = new byte[(int) entry.size];
            int size = 0;
            for (int count = -1; count != 0; size += count) {
                long before = inflater.getBytesRead();
                count = inflater.inflate(content, size, Math.min(MappedFile.PIECE, content.length - size));
                file.passed(inflater.getBytesRead() - before);
            }
            // One more byte must not come: this call only lets the inflater see the end.
            if (size != content.length || inflater.inflate(new byte[1]) != 0 || !inflater.finished()) {
                throw file.refusal("the record " + name + " does not unpack to the " + entry.size + " bytes that the archive says");
            }
            return ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
        } catch (DataFormatException e) {
            throw new CheckpointException(file.path(), "the record " + name + " does not unpack (" + e.getMessage() + "); get the file again", e);
        } finally {
            inflater.end();
        }
    }

    private void readDirectory() throws CheckpointException {
        long end = findEnd();
        ByteBuffer record = file.slice(end, END_SIZE);
        long count = Short.toUnsignedInt(record.getShort(10));
        long size = Integer.toUnsignedLong(record.getInt(12));
        long start = Integer.toUnsignedLong(record.getInt(16));
        if (end >= 20 && file.has(end - 20, 'P', 'K', 6, 7)) {
            long end64 = file.slice(end - 20, 20).getLong(8);
            if (!file.has(end64, 'P', 'K', 6, 6)) {
                throw file.refusal("the zip64 end record should be at byte " + end64 + ", but is not");
            }
            ByteBuffer record64 = file.slice(end64, 56);
            count = record64.getLong(32);
            size = record64.getLong(40);
            start = record64.getLong(48);
        }
        if (count < 0 || count > MOST_ENTRIES) {
            throw file.refusal("the archive says that it has " + count + " entries; at most " + MOST_ENTRIES + " are read");
        }
        ByteBuffer directory = file.slice(start, size);
        for (int k = 0, at = 0; k < count; k++) {
            at = readEntry(directory, at, start);
        }
    }

    private long findEnd() throws CheckpointException {
        long lowest = Math.max(0, file.length() - END_SIZE - 0xffff);
        for (long at = file.length() - END_SIZE; at >= lowest; at--) {
            if (file.has(at, 'P', 'K', 5, 6) && at + END_SIZE + Short.toUnsignedInt(file.slice(at, END_SIZE).getShort(20)) == file.length()) {
                return at;
            }
        }
        throw file.refusal("the end of the zip archive is missing; the file is truncated, get it again");
    }

    /** Reads the directory's entry at a position and returns the position of the next. */
    private int readEntry(ByteBuffer directory, int at, long directoryStart) throws CheckpointException {
        if (at + CENTRAL_SIZE > directory.capacity() || directory.getInt(at) != 0x02014b50) {
            throw file.refusal("no entry of the zip directory is at byte " + (directoryStart + at) + "; the file is broken");
        }
        int nameLength = Short.toUnsignedInt(directory.getShort(at + 28));
        int extraLength = Short.toUnsignedInt(directory.getShort(at + 30));
        int commentLength = Short.toUnsignedInt(directory.getShort(at + 32));
        int next = at + CENTRAL_SIZE + nameLength + extraLength + commentLength;
        if (next > directory.capacity()) {
            throw file.refusal("the entry of the zip directory at byte " + (directoryStart + at) + " runs past its end");
        }
        String name = StandardCharsets.UTF_8.decode(directory.slice(at + CENTRAL_SIZE, nameLength)).toString();
        ByteBuffer extra = directory.slice(at + CENTRAL_SIZE + nameLength, extraLength).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer wide = zip64(extra);
        long size = widen(directory.getInt(at + 24), wide);
        long packed = widen(directory.getInt(at + 20), wide);
        long header = widen(directory.getInt(at + 42), wide);
        Entry entry = new Entry(directory.getShort(at + 8), directory.getShort(at + 10), directory.getInt(at + 16), packed, size, header);
        if (size < 0 || packed < 0 || header < 0 || (entry.flags & 1) != 0 || entry.method == 0 && size != packed) {
            throw file.refusal("the record " + name + " is encrypted or has impossible sizes (" + packed + " bytes unpack to " + size + ")");
        }
        if (entries.put(name, entry) != null) {
            throw file.refusal("the record " + name + " is in the archive twice, so its content is not certain");
        }
        return next;
    }

    /** The 64-bit fields of an entry's extra field 1, empty if there is none. */
    private static ByteBuffer zip64(ByteBuffer extra) {
        while (extra.remaining() >= 4) {
            int id = Short.toUnsignedInt(extra.getShort());
            int size = Math.min(Short.toUnsignedInt(extra.getShort()), extra.remaining());
            if (id == 1) {
                return extra.slice(extra.position(), size).order(ByteOrder.LITTLE_ENDIAN);
            }
            extra.position(extra.position() + size);
        }
        return ByteBuffer.allocate(0);
    }

    /** A 32-bit field, or the next 64-bit one where it is all ones. */
    private static long widen(int field, ByteBuffer wide) {
        return field == -1 && wide.remaining() >= 8 ? wide.getLong() : Integer.toUnsignedLong(field);
    }
}
