import { createHash, randomBytes } from 'node:crypto';

/** 256 random bits as text that fits in a URL and a header. */
export function newSecret(prefix = ''): string {
  return prefix + randomBytes(32).toString('base64url');
}

/** What is stored of a secret. It has 256 random bits, so a fast hash is enough; a password needs more (passwords.ts). */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
