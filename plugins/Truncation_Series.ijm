// One face at several strengths of truncation, from its opposite over the mean face to itself, as one stack.
seed = 3;
setBatchMode(true);
for (step = -4; step <= 4; step++) {
    psi = step / 4;
    run("Generate Faces...", "seeds=&seed psi=&psi outputs=faces");
}
run("Images to Stack", "name=truncation");
setBatchMode("exit and display");
