// What is lost when a face is drawn towards the mean: itself less its truncated self.
run("Compare...", "seeds=3 psi=0.7 psi_b=1 outputs=difference");
