import { DeniedNotice } from '#components/task/denied-notice.tsx';

/** A link that was ended, ran out, or never was. */
export default function SharedNotFound() {
  return <DeniedNotice error={null} shared />;
}
