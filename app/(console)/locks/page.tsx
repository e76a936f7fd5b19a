import { LocksScreen } from "@/components/locks/locks-screen";

export default function Page() {
  return <LocksScreen />;
}
