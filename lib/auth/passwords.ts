import { hash, verify } from '@node-rs/argon2';

/** argon2id (the package's default) with the OWASP Password Storage Cheat Sheet's parameters; memory in KiB. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** The same password typed on two keyboards may come in two Unicode forms. */
const normal = (password: string) => password.normalize('NFKC');

export function hashPassword(password: string): Promise<string> {
  return hash(normal(password), COST);
}

let decoy: Promise<string> | undefined;

/**
 * Whether the password is the stored one. Without a stored one it takes just as long,
 * so that nobody learns by the clock which addresses have an account.
 */
export async function verifyPassword(stored: string | null, password: string): Promise<boolean> {
  decoy ??= hashPassword('no account has this password');
  const matches = await verify(stored ?? (await decoy), normal(password));
  return stored !== null && matches;
}
