// The four channels that vary most of each layer of 16x16 pixels, and the strength of all layers as a plot.
run("Inspect Layers...", "seeds=3 layers=b16.* most=4 outputs=maps");
run("Inspect Layers...", "seeds=3 layers=* outputs=statistics");
selectWindow("statistics");
rms = newArray(0);
for (row = 0; row < Table.size; row++) {
    if (Table.getString("Channel", row) == "all") {
        print((rms.length + 1) + ": " + Table.getString("Layer", row));
        rms = Array.concat(rms, Table.get("RMS", row));
    }
}
Plot.create("strength of the layers", "layer, as the log counts", "RMS", rms);
Plot.show();
