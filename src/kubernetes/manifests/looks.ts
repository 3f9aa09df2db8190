/** What lets one expect a manifest or a kustomization, before anything is parsed. */

/** The three names that kustomize looks for. */
export function isKustomizationName(path: string): boolean {
  return /(?:^|\/)(?:kustomization\.ya?ml|Kustomization)$/.test(path);
}

/** Whether a YAML or JSON text seems to hold an object of Kubernetes: `apiVersion` and `kind` begin a line, or are keys of JSON. */
export function looksLikeManifest(text: string): boolean {
  return /^(?:-\s+)?apiVersion:\s/m.test(text) && /^(?:-\s+|\s*)kind:\s/m.test(text)
    ? true
    : /"apiVersion"\s{0,9}:/.test(text) && /"kind"\s{0,9}:/.test(text);
}
