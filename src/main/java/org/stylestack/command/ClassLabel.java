package org.stylestack.command;

/** The class label of a conditional network, as users give it: {@code 2} for a class, {@code 0.5,0.5,0,0} for a mixture. */
final class ClassLabel {

    private ClassLabel() {}

    /**
     * Reads a label.
     *
     * @param text    an index, which stands for the label of ones and zeros, or a number for each class; may be empty
     * @param classes of the network; 0 if it has none
     * @param needed  whether the network asks for one
     * @return as many numbers as there are classes
     * @throws IllegalArgumentException if the text does not fit the network; the message is a sentence
     */
    static float[] parse(String text, int classes, boolean needed) {
        String given = text.strip();
        if (given.isEmpty() && (classes == 0 || !needed)) {
            return new float[classes];
        }
        require(classes > 0, "\"" + given + "\" is given, but the model has no classes; leave it out");
        String wanted = "give one from 0 to " + (classes - 1) + ", or " + classes + " numbers between commas";
        require(!given.isEmpty(), "the model has " + classes + " classes, and which is meant is not given; " + wanted);
        String[] words = given.split(",", -1);
        try {
            return words.length == 1 ? oneHot(Integer.parseInt(given), classes, wanted) : vector(words, classes, wanted);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("class: \"" + given + "\" is no class; " + wanted, e);
        }
    }

    private static float[] oneHot(int index, int classes, String wanted) {
        require(index >= 0 && index < classes, index + " is no class of the model; " + wanted);
        float[] label = new float[classes];
        label[index] = 1;
        return label;
    }

    private static float[] vector(String[] words, int classes, String wanted) {
        require(words.length == classes, words.length + " numbers are given for " + classes + " classes; " + wanted);
        float[] label = new float[classes];
        for (int k = 0; k < classes; k++) {
            label[k] = Float.parseFloat(words[k]);
            require(Float.isFinite(label[k]), "\"" + words[k] + "\" is not a finite number; " + wanted);
        }
        return label;
    }

    private static void require(boolean condition, String problem) {
        if (!condition) {
            throw new IllegalArgumentException("class: " + problem);
        }
    }
}
