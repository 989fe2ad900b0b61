"""The published figures as SDMX: structures, data and the REST paths that statistical clients ask.

`artefacts` says what there is, `structure_ml` and `structure_json` write it; `query` reads a key,
`statement` and `messages` write the figures; `views` answers. One data structure serves all dataflows,
one dataflow per theme. SDMX 2.1 and 3.0 (REST 1.5 and 2.1), sdmx.org.
"""
