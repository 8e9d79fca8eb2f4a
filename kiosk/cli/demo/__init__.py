"""The demonstration: the whole kiosk on this computer, with a hall server and emulated devices, marked 演示."""
