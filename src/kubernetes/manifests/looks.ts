/** What lets one expect a manifest or a kustomization, before anything is parsed. */

/** The three names that kustomize looks for. */
export function isKustomizationName(path: string): boolean {
  return /(?:^|\/)(?:kustomization\.ya?ml|Kustomization)$/.test(path);
}

/** What a rollout has most; of these the kind alone is enough, as it is for one who forgot the rest. */
const common =
  /^(?:[ \t]*-[ \t]+)?kind:[ \t]*["']?(?:ConfigMap|CronJob|DaemonSet|Deployment|Job|List|Namespace|Pod|Secret|Service|ServiceAccount|StatefulSet)\b/m;

/** Whether a YAML or JSON text seems to hold an object of Kubernetes: `apiVersion` and `kind` begin a line, or are keys of JSON. */
export function looksLikeManifest(text: string): boolean {
  if (!text.includes('kind')) return false;
  if (/^(?:- )?apiVersion:\s/m.test(text) && /^(?:- |[ \t]*)kind:\s/m.test(text)) return true;
  return common.test(text) || (/"apiVersion"[ \t]*:/.test(text) && /"kind"[ \t]*:/.test(text));
}
