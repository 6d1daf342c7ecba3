# ruff: noqa: E501 - one line a country
"""Made-up elections of the fresh articles: invented candidates and counts in countries that exist."""

from __future__ import annotations

from claims.build_articles import Country

COUNTRIES = {
    "gh": Country(
        "GH", "Africa/Accra", "Ghana, presidential election of 7 December 2030", "2030-12-07", "region",
        ("Greater Accra", "Ashanti", "Northern", "Volta", "Western", "Central", "Eastern", "Bono"),
        (
            ("mensah", "Kwame Mensah-Boateng (NDA)", 53), ("osei", "Abena Osei-Tutu (PUP)", 38),
            ("salifu", "Yakubu Salifu (Third Way)", 6), ("quansah", "Efua Quansah (Independent)", 3),
        ),
        ",.",
    ),
    "zm": Country(
        "ZM", "Africa/Lusaka", "Zambia, presidential election of 12 August 2032", "2032-08-12", "province",
        ("Lusaka", "Copperbelt", "Southern", "Eastern", "Northern", "Luapula", "Western", "Central"),
        (
            ("mwansa", "Joseph Mwansa (PFD)", 46), ("hamoonga", "Grace Hamoonga (UNP)", 39),
            ("tembo", "Bwalya Tembo (NRP)", 10), ("zulu", "Chileshe Zulu (Heritage)", 5),
        ),
        ",.",
    ),
    "gt": Country(
        "GT", "America/Guatemala", "Guatemala, elecciones generales 2031, primera vuelta", "2031-06-22", "departamento",
        ("Guatemala", "Quetzaltenango", "Huehuetenango", "Alta Verapaz", "Escuintla", "Petén", "San Marcos", "Izabal"),
        (
            ("godoy", "Marta Elena Godoy (Alianza Cívica)", 34), ("estrada", "Ramiro Estrada Pineda (Unión Nacional)", 28),
            ("choc", "Tomás Choc (Movimiento Raíz)", 21), ("paniagua", "Silvia Paniagua (Vamos Juntos)", 12),
            ("lemus", "Otto Lemus (Patria Nueva)", 5),
        ),
        ",.",
    ),
    "py": Country(
        "PY", "America/Asuncion", "Paraguay, elecciones presidenciales 2033", "2033-04-24", "departamento",
        ("Central", "Asunción", "Alto Paraná", "Itapúa", "Caaguazú", "San Pedro", "Cordillera", "Concepción"),
        (
            ("benitez", "Horacio Benítez Franco (Partido Republicano)", 47),
            ("ocampos", "Graciela Ocampos (Concertación Nacional)", 34),
            ("duarte", "Víctor Duarte Ríos (Cruzada)", 14), ("villalba", "Celso Villalba (País Solidario)", 5),
        ),
        ".,",
    ),
    "cl": Country(
        "CL", "America/Santiago", "Chile, elección presidencial 2029, primera vuelta", "2029-11-18", "region",
        ("Metropolitana", "Valparaíso", "Biobío", "Maule", "Araucanía", "Antofagasta", "Coquimbo", "Los Lagos"),
        (
            ("fuentealba", "Isidora Fuentealba (Frente Popular Amplio)", 39), ("larrondo", "Gonzalo Larrondo (Chile Unido)", 34),
            ("huerta", "Ximena Huerta (Partido Ecologista)", 17), ("oyarzun", "Patricio Oyarzún (Libertarios)", 10),
        ),
        ".,",
    ),
    "sl": Country(
        "SL", "Africa/Freetown", "Sierra Leone, presidential election of 24 June 2034", "2034-06-24", "district",
        ("Western Urban", "Bo", "Kenema", "Kono", "Bombali", "Port Loko", "Moyamba", "Pujehun"),
        (
            ("kamara", "Fatmata Kamara (SPA)", 49), ("bangura", "Ibrahim Bangura (NCP)", 40),
            ("koroma", "Momodu Sesay (Unity)", 7), ("conteh", "Hawa Conteh (Greens)", 4),
        ),
        ",.",
    ),
    "co": Country(
        "CO", "America/Bogota", "Colombia, elección presidencial 2034, primera vuelta", "2034-05-28", "departamento",
        ("Bogotá", "Antioquia", "Valle del Cauca", "Atlántico", "Santander", "Nariño", "Bolívar", "Huila"),
        (
            ("restrepo", "Catalina Restrepo (Pacto Verde)", 41), ("arango", "Julián Arango Mejía (Primero el País)", 33),
            ("mosquera", "Yolanda Mosquera (Dignidad)", 15), ("pinilla", "Álvaro Pinilla (Nueva Ruta)", 11),
        ),
        ".,",
    ),
}  # fmt: skip
"""``sl`` and ``co`` are kept apart: nothing was written with a look at them."""
