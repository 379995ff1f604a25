// The active picture again, from the recipe that it carries; without one, a face is made first.
if (nImages == 0) {
    run("Generate Faces...", "seeds=7 psi=0.7 outputs=faces");
    rename("first");
}
run("Regenerate...", "picture=[]");
