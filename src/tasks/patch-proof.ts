/** What a patch is proved by, in words. Nothing is written before. */
import { type NixProofRequest, proveWithNix } from '../nix/patch/prove-with-nix.ts';

export interface ProofOptions {
  /** Whether nix is installed. */
  readonly nix: boolean;
  /** How long an evaluation may take. */
  readonly seconds: number;
}

/** The reader's own proof was made before. Throws as proveWithNix does. */
export async function proofText(
  request: Omit<NixProofRequest, 'seconds'>,
  { nix, seconds }: ProofOptions,
): Promise<string> {
  const byReading = 'Proved by reading the files again, not by evaluating them';
  if (!nix) return `${byReading}: nix is not installed here.`;
  const proof = await proveWithNix({ ...request, seconds });
  if (proof.status === 'undecided') return `${byReading}: ${proof.reason}.`;
  const unproved = request.changes.length - proof.options;
  const read = unproved === 0 ? '' : `${byReading}: ${options(unproved)}, which takes nixpkgs to evaluate.`;
  const count = request.promised.size + proof.options;
  if (count === 0) return read;
  const what = [
    ...(request.promised.size > 0 ? [settings(request.promised.size)] : []),
    ...(proof.options > 0 ? [options(proof.options)] : []),
  ].join(' and ');
  const rest =
    proof.kept === 0 ? '' : `, and ${settings(proof.kept)} beside ${proof.kept === 1 ? 'stays' : 'stay'} as before`;
  const becomes = count === 1 ? 'becomes' : 'become';
  return `Proved by nix, through a stand-in for nixpkgs' module system: ${what} ${becomes} what is asked for${rest}. ${read}`.trim();
}

function options(count: number): string {
  return count === 1 ? '1 other option' : `${count} other options`;
}

function settings(count: number): string {
  return count === 1 ? '1 setting' : `${count} settings`;
}
