// Three faces (rows) that take the middle styles of three others (columns): shape of the one, features of the other.
run("Style Mixing...", "rows=0-2 cols=4-6 layers=middle psi=0.7");
selectImage("montage");
