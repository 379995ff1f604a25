// A walk through three faces and back to the first, and where its pixels change most.
run("Latent Walk...", "seeds=0-2 frames=48 looped psi=0.7");
run("Z Project...", "projection=[Standard Deviation]");
rename("what moves");
