// How much each pixel of a face changes with the noise alone, over twenty draws.
run("Noise Study...", "seeds=3 realisations=20 outputs=std psi=0.7");
