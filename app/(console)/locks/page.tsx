import { LocksScreen } from "@/components/locks/locks-screen";
import { LockWords } from "@/components/locks/words";

export default function Page() {
  return (
    <LockWords>
      <LocksScreen />
    </LockWords>
  );
}
