/** Functions that build an image of a container: nixpkgs' dockerTools, and nix2container. */
export const imageBuilders: ReadonlySet<string> = new Set([
  'buildImage',
  'buildLayeredImage',
  'buildLayeredImageWithNixDb',
  'streamLayeredImage',
]);

/** Whether a Nix file builds an image of a container. Looks at words alone, so that a broken file is recognised too. */
export function looksLikeContainer(text: string): boolean {
  const code = text.replace(/(^|\s)#[^\n]*/g, '$1');
  return /\b(?:dockerTools|nix2container)\b/.test(code) && [...imageBuilders].some((name) => code.includes(name));
}
