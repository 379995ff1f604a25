// Nine faces by chance out of two billion: a stack that computes a face when it is looked at.
run("Endless Stack...", "psi=0.7");
endless = getImageID();
for (face = 0; face < 9; face++) {
    selectImage(endless);
    setSlice(1 + floor(random * nSlices));
    label = getInfo("slice.label");
    run("Duplicate...", "title=[" + label + "]");
}
selectImage(endless);
close();
run("Images to Stack", "name=chance use");
run("Make Montage...", "columns=3 rows=3 scale=2");
