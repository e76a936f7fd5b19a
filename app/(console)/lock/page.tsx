import { LockScreen } from "@/components/locks/lock-screen";

export default function Page() {
  return <LockScreen />;
}
