import { LockScreen } from "@/components/locks/lock-screen";
import { LockWords } from "@/components/locks/words";

export default function Page() {
  return (
    <LockWords>
      <LockScreen />
    </LockWords>
  );
}
