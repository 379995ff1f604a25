// The three directions in which faces differ most, each from minus two to plus two standard deviations, a row each.
file = getDir("temp") + "stylestack-directions.safetensors";
if (File.exists(file)) File.delete(file);
run("Directions...", "method=pca samples=10000 count=3 out=[" + file + "]");
for (component = 0; component < 3; component++) {
    run("Edit Along Direction...", "seeds=5 directions=[" + file + "] component=&component strength=-2:2:5 psi=0.7");
    rename("component " + component);
}
run("Concatenate...", "all_open title=directions");
run("Make Montage...", "columns=5 rows=3 scale=2");
File.delete(file);
