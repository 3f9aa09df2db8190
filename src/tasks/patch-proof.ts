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
  const promised = settings(request.promised.size);
  const rest = proof.kept === 0 ? '' : `, and ${settings(proof.kept)} beside stay as they are`;
  return `Proved by nix, through a stand-in for nixpkgs' module system: ${promised} become what is asked for${rest}.`;
}

function settings(count: number): string {
  return count === 1 ? '1 setting' : `${count} settings`;
}
