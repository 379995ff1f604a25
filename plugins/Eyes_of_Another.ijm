// A face that gets the eyes of another, at all layers from 8x8 pixels on, softly at the border.
run("Generate Faces...", "seeds=3 psi=0.7 outputs=faces");
makeOval(12, 24, 40, 12);
run("Region Edit...", "second=7 layers=b8-b64 feather=2");
