// What each resolution adds to the image, side by side, enlarged by the network's own filter.
run("Skip Pyramid...", "seeds=42 size=upsampled outputs=rgb psi=0.7");
run("RGB Color", "slices");
run("Make Montage...", "columns=" + nSlices + " rows=1 scale=2");
