'use client';

import { BrokenNotice } from '#components/ui/broken-notice.tsx';

/** A page that threw, here or on the server; what stands around it is still there. */
export default function ErrorPage({ error }: { error: Error & { digest?: string } }) {
  return <BrokenNotice digest={error.digest} />;
}
