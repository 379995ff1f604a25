// One face as the network builds it up: the image so far at each resolution.
// The numbers of a skip are its mean and its standard deviation.
run("Generate Faces...", "seeds=42 psi=0.7 outputs=skips");
for (i = 1; i <= nImages; i++) {
    selectImage(i);
    getStatistics(area, mean, min, max, deviation);
    print(getTitle() + ": " + getInfo("slice.label") + ", mean " + d2s(mean, 1) + ", deviation " + d2s(deviation, 1));
}
