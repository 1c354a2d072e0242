"""Invented people and streets to draw from; none is a real person."""

FIRST_FEMALE = (
    "Ana", "Beatriz", "Carmen", "Dora", "Elena", "Fiona", "Grace", "Hannah", "Ingrid", "Julia",
    "Karen", "Lucia", "Maria", "Nadia", "Olivia", "Priya", "Quinn", "Rosa", "Sofia", "Teresa",
    "Uma", "Valeria", "Wendy", "Ximena", "Yasmin", "Zoe", "Abigail", "Camila", "Daniela",
    "Esther",
)  # fmt: skip
FIRST_MALE = (
    "Adam", "Bruno", "Carlos", "David", "Emilio", "Felix", "Gabriel", "Hector", "Ivan", "Jamal",
    "Kevin", "Luis", "Marco", "Noah", "Oscar", "Pablo", "Quentin", "Rafael", "Samuel", "Tomas",
    "Ulises", "Victor", "Walter", "Xavier", "Yusuf", "Zachary", "Andre", "Diego", "Ethan",
)  # fmt: skip
LAST = (
    "Abara", "Brennan", "Castillo", "Dumont", "Espinoza", "Fairweather", "Galvan", "Hollis",
    "Ibarra", "Jorgensen", "Kowalski", "Lindqvist", "Marquez", "Nakamura", "Okafor", "Pemberton",
    "Quintero", "Rosales", "Santangelo", "Tran", "Underhill", "Vega", "Whitfield", "Xiong",
    "Yates", "Zamora", "Alcott", "Bellamy", "Corrigan", "Delgado", "Eastman", "Fuentes",
    "Greenwood", "Haddad", "Ivers", "Jaramillo", "Kessler", "Lozano", "Montoya", "Nguyen",
    "Ortega", "Prescott", "Ramos", "Sandoval", "Thackeray", "Urbina",
)  # fmt: skip
STREETS = (
    "Alder", "Birch", "Cedar", "Dogwood", "Elm", "Foxglove", "Gorse", "Hawthorn", "Juniper",
    "Laurel", "Maple", "Willow",
)  # fmt: skip
PLACES = (
    ("Lakeport", "OH", "44001"),
    ("Millbrook", "OH", "45011"),
    ("Stonebridge", "PA", "15001"),
    ("Ashford", "PA", "17011"),
    ("Riverton", "IL", "61520"),
    ("Fairmeadow", "IL", "60010"),
    ("Cedar Falls", "TX", "75001"),
    ("San Amado", "TX", "78001"),
    ("Westhaven", "FL", "32003"),
    ("Palm Harbor Bay", "FL", "33010"),
)
GROUP_WORDS = (
    "Riverside", "Lakeview", "Northgate", "Harbor", "Meadow", "Summit", "Cornerstone",
    "Evergreen", "Pioneer", "Bayside", "Redwood", "Silverlake", "Oakmont", "Brightwater",
    "Fairfield", "Stonegate", "Crossroads", "Windmill", "Heritage", "Valley",
)  # fmt: skip
