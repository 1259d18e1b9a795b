"""Attributes of Icecat as a shopper reads them."""

from collections.abc import Mapping
from typing import Any

#: Attribute → label and unit, in the order in which they matter to a shopper.
LABELS: dict[str, tuple[str, str]] = {
    "attr_n_display_diagonal": ("Display", '"'),
    "attr_t_display_resolution": ("Resolution", ""),
    "attr_n_rear_camera_resolution__numeric_": ("Rear camera", " MP"),
    "attr_n_main_camera_resolution__numeric_": ("Rear camera", " MP"),
    "attr_n_second_rear_camera_resolution__numeric_": ("Second rear camera", " MP"),
    "attr_t_rear_camera_type": ("Rear camera type", ""),
    "attr_n_front_camera_resolution__numeric_": ("Front camera", " MP"),
    "attr_n_megapixel": ("Megapixels", " MP"),
    "attr_n_effective_pixels": ("Megapixels", " MP"),
    "attr_n_optical_zoom": ("Optical zoom", "×"),
    "attr_t_processor_family": ("Processor", ""),
    "attr_t_processor_model": ("Processor model", ""),
    "attr_n_internal_memory": ("RAM", " GB"),
    "attr_n_ram_capacity": ("RAM", " GB"),
    "attr_n_internal_storage_capacity": ("Storage", " GB"),
    "attr_n_total_storage_capacity": ("Storage", " GB"),
    "attr_t_storage_media": ("Storage type", ""),
    "attr_n_battery_capacity": ("Battery", " mAh"),
    "attr_n_battery_life": ("Battery life", " h"),
    "attr_t_operating_system_installed": ("Operating system", ""),
    "attr_t_sim_card_capability": ("SIM", ""),
    "attr_t_mobile_network_generation": ("Network", ""),
    "attr_t_connectivity_technology": ("Connection", ""),
    "attr_b_bluetooth": ("Bluetooth", ""),
    "attr_b_noise_canceling": ("Noise cancelling", ""),
    "attr_t_wearing_style": ("Worn", ""),
    "attr_n_impedance": ("Impedance", " Ω"),
    "attr_t_print_technology": ("Printing", ""),
    "attr_t_printing_colours": ("Printing colours", ""),
    "attr_n_black_toner_page_yield": ("Page yield", ""),
    "attr_t_keyboard_layout": ("Keyboard layout", ""),
    "attr_n_capacity": ("Capacity", " GB"),
    "attr_n_cable_length": ("Cable length", " m"),
    "attr_t_connector_1": ("Connector", ""),
    "attr_t_connector_2": ("Other connector", ""),
    "attr_t_compatibility": ("Fits", ""),
    "attr_t_brand_compatibility": ("Fits brand", ""),
    "attr_t_material": ("Material", ""),
    "attr_t_type": ("Type", ""),
    "attr_t_product_type": ("Product type", ""),
    "attr_n_quantity_per_pack": ("Pieces", ""),
    "attr_n_weight": ("Weight", " g"),
    "attr_t_product_colour": ("Colour", ""),
    "attr_t_cable_colour": ("Colour", ""),
}
LONGEST = 80
MOST = 14


def specs_of(row: Mapping[str, Any]) -> dict[str, str]:
    """Up to fourteen specifications with units; nothing is guessed."""
    specs: dict[str, str] = {}
    for attribute, (label, unit) in LABELS.items():
        value = row.get(attribute)
        if value in (None, "") or label in specs or len(specs) == MOST:
            continue
        if isinstance(value, bool):
            specs[label] = "Yes" if value else "No"
        elif isinstance(value, float):
            specs[label] = f"{value:g}{unit}"
        elif len(str(value)) <= LONGEST:
            specs[label] = f"{value}{unit}"
    return specs
