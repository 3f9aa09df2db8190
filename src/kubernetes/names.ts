/** Whether two objects can be in the same namespace: where nothing is written, it may be any. */
export function sameNamespace(left: string | undefined, right: string | undefined): boolean {
  return left === undefined || right === undefined || left === right;
}
