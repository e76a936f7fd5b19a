import { LimitersScreen } from "@/components/plugins/limiters-screen";

export default function Page() {
  return <LimitersScreen />;
}
