import { TrashScreen } from "@/components/trash/trash-screen";

export default function Page() {
  return <TrashScreen />;
}
