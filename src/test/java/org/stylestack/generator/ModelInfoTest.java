package org.stylestack.generator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.Gson;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.stylestack.checkpoint.Checkpoint;
import org.stylestack.fixture.Fixtures;

@Tag("all-fixtures")
class ModelInfoTest {

    @Test
    void describesEveryFormatAlike() throws IOException {
        ModelInfo ada = info("canon32_ada.pkl");
        assertEquals("NVIDIA pickle (PyTorch)", ada.format());
        assertEquals("G_ema", ada.generator());
        assertEquals(List.of("G", "G_ema"), ada.generators());
        assertEquals("skip", ada.architecture());
        assertEquals(32, ada.resolution());
        assertEquals(3, ada.channels());
        assertEquals(64, ada.zSize());
        assertEquals(8, ada.latents());
        assertEquals(new ModelInfo.Layer("b16.conv0", 16, 32, 16, 3, 3), ada.layers().get(5));
        // What the file's modules hold but for noise planes, filters and the mean of w.
        long learned = Checkpoint.open(Fixtures.model("canon32_ada.pkl")).tensors().entrySet().stream()
                .filter(tensor -> !tensor.getKey().matches(".*(noise_const|resample_filter|w_avg)"))
                .mapToLong(tensor -> tensor.getValue().count()).sum();
        assertEquals(learned, ada.parameters());
        for (String file : List.of("canon32_tf.pkl", "canon32_paddle_p4.pdparams", "canon32.safetensors", "canon32_psp.pt")) {
            assertEquals(ada.layers(), info(file).layers(), file);
            assertEquals(ada.parameters(), info(file).parameters(), file);
        }
    }

    @Test
    void saysWhatTheFileLacks() throws IOException {
        assertFalse(info("micro16_paddle_p2.pdparams").meanW());
        assertEquals("none", info("micro16_paddle_blur_nonoise_p2.pdparams").noise());
        assertEquals("feature maps", info("concat32_gpen.pth").noise());
        assertEquals(4, info("cond32_tf.pkl").classes());
        assertEquals(40, info("cond32_tf.pkl").zSize());
    }

    @Test
    void isTextAndJson() throws IOException {
        ModelInfo info = info("resnet32_ada.pkl");
        assertTrue(info.toString().contains("image           32×32, 3 channels"), info.toString());
        assertEquals(info, new Gson().fromJson(new Gson().toJson(info), ModelInfo.class));
    }

    private static ModelInfo info(String model) throws IOException {
        Checkpoint checkpoint = Checkpoint.open(Fixtures.model(model));
        return ModelInfo.of(checkpoint, Generator.of(checkpoint), "00");
    }
}
