/**
 * Characters of one YAML file that are parsed. The parser needs a second and 200 MB of memory for a million of them; the
 * manifests of a large operator have four.
 */
export const yamlLimit = 4 << 20;
