import { FailuresScreen } from "@/components/plugins/failures-screen";

export default function Page() {
  return <FailuresScreen />;
}
