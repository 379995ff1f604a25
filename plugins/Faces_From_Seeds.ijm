// Nine faces, drawn towards the mean face, as a stack and as a montage.
run("Generate Faces...", "seeds=0-8 psi=0.7 outputs=faces");
run("Make Montage...", "columns=3 rows=3 scale=2");
