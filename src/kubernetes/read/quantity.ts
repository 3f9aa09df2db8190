const units: ReadonlyMap<string, number> = new Map([
  ['', 1],
  ['n', 1e-9],
  ['u', 1e-6],
  ['m', 1e-3],
  ['k', 1e3],
  ['M', 1e6],
  ['G', 1e9],
  ['T', 1e12],
  ['P', 1e15],
  ['E', 1e18],
  ['Ki', 2 ** 10],
  ['Mi', 2 ** 20],
  ['Gi', 2 ** 30],
  ['Ti', 2 ** 40],
  ['Pi', 2 ** 50],
  ['Ei', 2 ** 60],
]);

/**
 * `10Gi` -> 10737418240; undefined for what is no quantity, such as `10GB` or `10 Gi`.
 * Source: kubernetes, apimachinery/pkg/api/resource/quantity.go.
 */
export function quantityOf(text: string): number | undefined {
  const match = /^([-+]?(?:\d{1,30}(?:\.\d{0,30})?|\.\d{1,30}))(?:([A-Za-z]{1,2})|[eE]([-+]?\d{1,3}))?$/.exec(text);
  if (!match) return undefined;
  const [, number = '', unit = '', exponent] = match;
  const factor = exponent === undefined ? units.get(unit) : 10 ** Number(exponent);
  return factor === undefined ? undefined : Number(number) * factor;
}
