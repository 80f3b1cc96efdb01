package dev.emporium.violation.second.control;

import dev.emporium.local.LocalKafka;
import dev.emporium.violation.first.entity.Shared;

/** Goes back to the first component, and leans on something that is neither its own nor the platform's. */
public class GoesBack {
    Shared back;
    LocalKafka leansOn;
}
