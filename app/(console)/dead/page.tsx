import { DeadScreen } from "@/components/jobs/dead-screen";

export default function Page() {
  return <DeadScreen />;
}
