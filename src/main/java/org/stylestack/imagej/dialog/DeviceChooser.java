package org.stylestack.imagej.dialog;

import java.util.List;
import java.util.concurrent.ExecutionException;
import javax.swing.JComboBox;
import javax.swing.SwingWorker;
import org.stylestack.device.DeviceChoice;
import org.stylestack.device.Devices;

/** The field for a device: {@code auto}, {@code java}, and the names of this machine's OpenCL devices. */
final class DeviceChooser {

    private DeviceChooser() {}

    /** Drivers may take seconds to answer, so that the names come when the dialog is open. */
    static ParameterField field(String value, Runnable changed) {
        JComboBox<String> box = ParameterField.editable(List.of("auto", "java"), value, changed);
        new SwingWorker<List<DeviceChoice>, Void>() {
            @Override
            protected List<DeviceChoice> doInBackground() {
                return Devices.find().choose("auto");
            }

            @Override
            protected void done() {
                try {
                    // Else what was typed meanwhile would be replaced by what was chosen before.
                    box.setSelectedItem(ParameterField.editor(box).getText());
                    get().stream().filter(choice -> choice.kind().equals("opencl")).map(DeviceChoice::name).distinct()
                            .forEach(box::addItem);
                } catch (InterruptedException | ExecutionException e) {
                    // The names that are always there must do.
                }
            }
        }.execute();
        return new ParameterField(box, box, () -> ParameterField.editor(box).getText());
    }
}
