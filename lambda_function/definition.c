/* The networks that are known, each as a text that net_text.c compiles. */
#include <string.h>

#include "net.h"

/*
 * The shapes are those of keras.applications: ResNet50 is version 1, with its strides in the first 1x1 of a
 * block; its first convolution and first pool have explicit padding.
 */
static const struct definition definitions[] = {
    {.name = "mobilenetv2",
     .text =
         "c32.3s2 d3 c16n e6 d3s2 c24n (e6 d3 c24n|) e6 d3s2 c32n 2(e6 d3 c32n|) e6 d3s2 c64n 3(e6 d3 c64n|) "
         "e6 d3 c96n 2(e6 d3 c96n|) e6 d3s2 c160n 2(e6 d3 c160n|) e6 d3 c320n c1280 g f1000",
     .side = 224,
     .activation = RELU6,
     .scaling = SCALE_TO_ONE,
     .gamma = true,
     .epsilon = 1e-3F,
     .parameters = 3538984},
    {.name = "resnet50",
     .text = "c64.7s2p3 m3s2p1 "
             "(c64 c64.3 c256n|c256n)r 2(c64 c64.3 c256n|)r "
             "(c128s2 c128.3 c512n|c512s2n)r 3(c128 c128.3 c512n|)r "
             "(c256s2 c256.3 c1024n|c1024s2n)r 5(c256 c256.3 c1024n|)r "
             "(c512s2 c512.3 c2048n|c2048s2n)r 2(c512 c512.3 c2048n|)r g f1000",
     .side = 224,
     .activation = RELU,
     .scaling = SCALE_BY_MEANS,
     .conv_bias = true,
     .gamma = true,
     .epsilon = 1.001e-5F,
     .parameters = 25636712},
    {.name = "inceptionv3",
     .text = "c32.3s2v c32.3v c64.3 m3s2v c80v c192.3v m3s2v "
             "[c64|c48 c64.5|c64 c96.3 c96.3|a3 c32] 2[c64|c48 c64.5|c64 c96.3 c96.3|a3 c64] "
             "[c384.3s2v|c64 c96.3 c96.3s2v|m3s2v] "
             "[c192|c128 c128.1x7 c192.7x1|c128 c128.7x1 c128.1x7 c128.7x1 c192.1x7|a3 c192] "
             "2[c192|c160 c160.1x7 c192.7x1|c160 c160.7x1 c160.1x7 c160.7x1 c192.1x7|a3 c192] "
             "[c192|c192 c192.1x7 c192.7x1|c192 c192.7x1 c192.1x7 c192.7x1 c192.1x7|a3 c192] "
             "[c192 c320.3s2v|c192 c192.1x7 c192.7x1 c192.3s2v|m3s2v] "
             "2[c320|c384 [c384.1x3|c384.3x1]|c448 c384.3 [c384.1x3|c384.3x1]|a3 c192] g f1000",
     .side = 299,
     .activation = RELU,
     .scaling = SCALE_TO_ONE,
     .epsilon = 1e-3F,
     .parameters = 23851784},
};

enum { N_DEFINITIONS = sizeof definitions / sizeof *definitions };

const struct definition *definition_at(size_t i)
{
    return i < N_DEFINITIONS ? &definitions[i] : NULL;
}

const struct definition *definition_find(const char *name)
{
    for (size_t i = 0; i < N_DEFINITIONS; i++) {
        if (strcmp(definitions[i].name, name) == 0) {
            return &definitions[i];
        }
    }
    return NULL;
}
